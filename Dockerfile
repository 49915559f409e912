# Two stages: the build has the tools, the image that runs has neither them nor the sources.
# Every process of the program is this one image with another command (see compose.yaml).

FROM node:24-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --include=dev --no-audit --no-fund
COPY . .
RUN npm run build
WORKDIR /src/build
# Neither the Postgres that comes along for small installations nor install scripts: compose.yaml has its own.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3333
WORKDIR /app
COPY --from=build --chown=node:node /src/build ./
USER node
EXPOSE 3333
# Asks the web process; a worker or a bot has no port, and compose.yaml switches this off there.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node is process 1 and gets SIGTERM itself; the program stops within 20 s of it.
STOPSIGNAL SIGTERM
CMD ["node", "ace.js", "serve"]
