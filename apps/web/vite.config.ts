import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { tenantHead } from './vite-tenant-head.ts';

const here = import.meta.dirname;
const api = process.env['API_URL'] ?? 'http://127.0.0.1:3000';
/** Everything that is not the page itself. Host stays as it came: it names the licensee. */
const proxied = [
  '/v1',
  '/brand',
  '/advisors/photos',
  '/docs',
  '/problems',
  '/llms.txt',
  '/embed',
  '/manifest.webmanifest',
  '/pro/manifest.webmanifest',
];

export default defineConfig({
  root: here,
  plugins: [react(), tenantHead(api)],
  resolve: {
    alias: { '@app/theme': path.resolve(here, '../../libs/theme/src/index.ts'), '~': path.resolve(here, 'src') },
  },
  build: {
    outDir: path.resolve(here, '../../dist/web'),
    emptyOutDir: true,
    target: 'es2023',
    manifest: true,
    // Licence comments of libraries are kept in one file instead of in each chunk.
    license: true,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: {
        ...Object.fromEntries(
          ['site', 'pro', 'admin', 'ops'].map((face) => [face, path.resolve(here, `${face}.html`)]),
        ),
        sw: path.resolve(here, 'src/sw.ts'),
        embed: path.resolve(here, 'src/embed.ts'),
      },
      // The address of a service worker is its identity, and that of the call button stands in other people's pages: no hash.
      output: {
        entryFileNames: ({ name }) => (name === 'sw' || name === 'embed' ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  server: {
    host: '127.0.0.1',
    allowedHosts: ['.localhost'],
    proxy: Object.fromEntries(proxied.map((prefix) => [prefix, { target: api, changeOrigin: false }])),
  },
});
