import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '#tests/support/free_port'
import { programOnPath } from '#tests/support/path'
import { until } from '#tests/support/until'

/** A reverse proxy in front of a program. */
export interface Nginx {
  /** Without a slash at the end. */
  url: string
  stop(): Promise<void>
}

/** Why tests that need nginx were skipped, as it is reported. */
export const NO_NGINX = 'there is no nginx on the PATH'

/** Whether there is an `nginx` to start. With `CI=true` there must be: a missing one fails the tests. */
export async function hasNginx(): Promise<boolean> {
  return process.env.CI === 'true' || (await programOnPath('nginx')) !== null
}

/**
 * nginx as it comes, with what its handbook says of a reverse proxy, and compressing whatever it can: it holds answers back
 * unless they ask it not to.
 * @param upstream the program's address
 */
export async function startNginx(upstream: string): Promise<Nginx> {
  const program = await programOnPath('nginx')
  if (program === null) throw new Error(NO_NGINX)
  const folder = await mkdtemp(join(tmpdir(), 'greenroom-nginx-'))
  const port = await freePort()
  const file = join(folder, 'nginx.conf')
  await writeFile(file, settings(folder, port, upstream))
  const server = spawn(program, ['-p', folder, '-c', file, '-e', join(folder, 'error.log')], {
    stdio: 'ignore',
  })
  const url = `http://127.0.0.1:${port}`
  const answers = () =>
    fetch(`${url}/health/live`).then(
      ({ ok }) => ok,
      () => false
    )
  await until(answers, { what: 'nginx' })
  return {
    url,
    async stop() {
      const ended = once(server, 'exit')
      if (server.exitCode === null && server.kill('SIGTERM')) await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const settings = (folder: string, port: number, upstream: string): string => `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  gzip on;
  gzip_proxied any;
  gzip_types *;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass ${upstream};
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
    }
  }
}
`
