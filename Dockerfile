# syntax=docker/dockerfile:1
# The desk as an image: built in one stage, run in another as a user without rights. It brings no database; see docker-compose.yml.

FROM node:20-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# The prepare step would build before there is anything to build.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src src
RUN npm run build && npm prune --omit=dev --omit=optional --ignore-scripts

FROM node:20-slim
ENV NODE_ENV=production DESKPOST_CONFIG=/etc/deskpost/desk.yaml
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json ./
COPY sql sql
COPY templates templates
USER node
ENTRYPOINT ["node", "/app/dist/main.js"]
CMD ["start"]
