/** Of the coach's page in the admin panel. */
export const PATH = '/admin/coach'
