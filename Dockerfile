# One image for the api, the worker, the migrations and the administration: the command says which.

FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN node tools/build.mjs

FROM node:22-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# "optional" also leaves out the Prisma CLI and TypeScript, which others merely may use: 200 MB instead of 450.
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund

FROM node:22-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 MALLOC_ARENA_MAX=2
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
# package.json: says that our files are ES modules.
COPY package.json ./
# All that tools/migrate.mjs needs; the Prisma CLI is not in here.
COPY prisma/migrations prisma/migrations
COPY tools/migrate.mjs tools/migrate.mjs
USER node
EXPOSE 3000
CMD ["node", "--enable-source-maps", "dist/apps/api/src/main.js"]
