/** The folder of this package: from here as from any folder of `dist`, two folders up. */
export const PACKAGE_FOLDER = new URL('../../', import.meta.url)
