import { definePlugin } from '#app/plugin_kit/define_plugin'

export default definePlugin({
  name: 'admin',
  routes: () => import('#plugins/admin/routes'),
  page: () => import('#plugins/admin/page'),
  views: true,
})
