# The app and its commands (deploy, provision, audit). The engine and the databases have images of their own:
# docker-compose.yml.
FROM node:20.20.2-bookworm-slim

ENV NODE_ENV=production \
    DATA_DIR=/data \
    HOST=0.0.0.0 \
    PORT=3000

WORKDIR /app

# First the packages: they change less often than the source.
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force

COPY tsconfig.json ./
COPY bpmn bpmn
COPY forms forms
COPY templates templates
COPY containers/authorizations.json containers/authorizations.json
COPY workers workers
COPY src src

# Scans, uploads and the audit anchor; the only place that the app writes to.
RUN install -d -o node -g node -m 0700 /data
VOLUME /data

USER node
EXPOSE 3000
# The app stops in order on SIGTERM: no new work, up to 10 s for what runs.
STOPSIGNAL SIGTERM

HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]

CMD ["node", "--import", "tsx", "src/main.ts"]
