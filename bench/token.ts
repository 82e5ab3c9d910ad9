/** The credential of the server that wants one. */
export const TOKEN = 'a-token-for-the-bench-alone'
