import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import GithubSlugger from 'github-slugger'
import { defineConfig } from 'vitepress'

const sidebar = JSON.parse(readFileSync(join(import.meta.dirname, '../.site/sidebar.json'), 'utf8'))

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** The static site: search in the pages themselves, no requests to elsewhere. */
export default defineConfig({
  title: 'Plinth',
  description: 'A TypeScript platform for production MCP servers',
  lang: 'en',
  srcDir: '.site',
  outDir: 'dist',
  cacheDir: '.cache',
  metaChunk: true,
  // The index for the search, which is loaded when somebody searches.
  vite: { build: { chunkSizeWarningLimit: 2_000 } },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar,
  },
  markdown: {
    // As code hosts make them: the same links lead to the same headings.
    anchor: { slugify: text => new GithubSlugger().slug(text) },
    config(md) {
      const { fence } = md.renderer.rules
      md.renderer.rules.fence = (tokens, index, options, env, self) => {
        const token = tokens[index]
        if (token === undefined || fence === undefined) return ''
        const [language = '', ...words] = token.info.trim().split(/\s+/)
        const title = words.find(word => word !== 'norun' && word !== 'nocheck')
        token.info = language
        const block = fence(tokens, index, options, env, self)
        return title === undefined ? block : `<div class="file-name">${escaped(title)}</div>${block}`
      }
    },
  },
})
