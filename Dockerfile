# The image of every process: api by default, worker and migrate by another command. Three stages: the build, the
# packages that a running process needs, and the two put together without anything else.
#
#   docker build -t novel-engine .
#   docker run --env-file .env.production novel-engine                            # the API
#   docker run --env-file .env.production novel-engine --min-semi-space-size=64 --max-semi-space-size=64 dist/workers/worker.js   # a worker
ARG NODE_VERSION=24

FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json tsconfig.json tsconfig.build.json rolldown.config.mjs prisma.config.ts ./
COPY scripts ./scripts
COPY prisma ./prisma
COPY loadtest ./loadtest
COPY workers ./workers
COPY src ./src
RUN --mount=type=cache,target=/root/.npm npm run setup

FROM node:${NODE_VERSION}-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --omit=optional --no-audit --no-fund

FROM node:${NODE_VERSION}-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist/workers ./dist/workers
COPY package.json LICENSE ./
COPY prisma ./prisma
COPY data ./data
USER node
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8000}/livez`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is the first process: it stops in order on SIGTERM and collects the processes that it starts.
ENTRYPOINT ["node"]
CMD ["dist/workers/api.js"]
