import adonisjs from '@adonisjs/vite/client'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [
    adonisjs({
      entryPoints: [
        'resources/css/app.css',
        'resources/js/site.ts',
        'resources/js/chat.ts',
        'resources/js/making.ts',
        'resources/js/coach.ts',
        'resources/js/shop.ts',
        'resources/js/razorpay.ts',
      ],
      reload: ['resources/views/**/*.edge'],
    }),
  ],
})
