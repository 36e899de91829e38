FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
COPY pom.xml .
COPY src src
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -q -DskipTests package && \
    java -Djarmode=tools -jar target/agentim-server.jar extract --destination /opt/agentim

# The runtime and its user, for the training run and for the image. The user has a name because
# PostgreSQL asks for it.
FROM eclipse-temurin:25-jre AS runtime
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin agentim && \
    mkdir /data /opt/agentim && chown agentim:agentim /data
WORKDIR /opt/agentim
COPY bin/jvm.options .
COPY --from=build /opt/agentim .

# A start on a scratch database that ends when all is set up; its class cache halves later starts.
FROM runtime AS training
RUN mkdir /training && chown agentim:agentim /training
USER 10001:10001
RUN AGENTIM_DATA_DIR=/training/data \
    java @jvm.options -XX:AOTCacheOutput=/training/server.aot -Dspring.context.exit=onRefresh \
    -jar agentim-server.jar && \
    test -s /training/server.aot

FROM runtime
COPY --from=training /training/server.aot .
USER 10001:10001
ENV AGENTIM_DATA_DIR=/data
VOLUME /data
EXPOSE 8081 8082
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --start-interval=1s --retries=3 \
    CMD ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx16m", \
         "-cp", "agentim-server.jar", "io.agentim.ReadinessProbe"]
ENTRYPOINT ["java", "@jvm.options", "-XX:AOTCache=server.aot", "-jar", "agentim-server.jar"]
