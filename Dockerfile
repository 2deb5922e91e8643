# The last stage is the broker; `--target sandbox` builds the sandbox.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json appsettings.json Directory.Build.props Directory.Packages.props ./
COPY src/BannedSymbols.txt src/.globalconfig src/
COPY src/MusicAuth/MusicAuth.csproj src/MusicAuth/packages.lock.json src/MusicAuth/
COPY src/MusicAuth.Sandbox/MusicAuth.Sandbox.csproj src/MusicAuth.Sandbox/packages.lock.json src/MusicAuth.Sandbox/
RUN dotnet restore src/MusicAuth.Sandbox/MusicAuth.Sandbox.csproj --locked-mode
COPY .editorconfig ./
COPY src src
# The default of Updates:FeedUrl, which the release workflow sets.
ARG RELEASE_FEED=
# The image runs on the architecture that builds it: x86_64 or aarch64.
RUN rid=linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/') && echo "$rid" > /rid \
    && dotnet publish src/MusicAuth/MusicAuth.csproj -c Release -r "$rid" --self-contained false --no-restore \
        "-p:ReleaseFeed=$RELEASE_FEED" -p:CopyOutputSymbolsToPublishDirectory=false -o /app \
    && mkdir -p /empty/data /empty/keys /libraries \
    && find /app -maxdepth 1 -type f ! -name 'MusicAuth*' ! -name 'appsettings*' -exec mv -t /libraries {} + \
    && find /app /libraries /empty -exec touch -d @0 {} +

FROM build AS build-sandbox
RUN dotnet publish src/MusicAuth.Sandbox/MusicAuth.Sandbox.csproj -c Release -r "$(cat /rid)" \
    --self-contained false --no-restore -o /sandbox

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled AS sandbox
WORKDIR /app
COPY --from=build-sandbox /sandbox ./
ENV DOTNET_EnableDiagnostics=0
USER 1654
EXPOSE 5090
ENTRYPOINT ["./MusicAuth.Sandbox", "--no-broker", "--urls", "http://+:5090"]

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled AS broker
WORKDIR /app
# A new volume takes its owner and mode from these folders.
COPY --from=build --chown=1654:1654 --chmod=0700 /empty/ /
# The libraries have a layer of their own, and equal files have equal times: an update moves only the second layer.
COPY --from=build /libraries ./
COPY --from=build /app ./
# URLS replaces the base image's ASPNETCORE_HTTP_PORTS, because the key Urls in appsettings.json overrides the latter.
ENV URLS=http://+:8080 ASPNETCORE_HTTP_PORTS= DataDirectory=/data Vault__MasterKeyFile=/keys/master.key \
    DOTNET_EnableDiagnostics=0
USER 1654
EXPOSE 8080
VOLUME ["/data", "/keys"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["./MusicAuth", "health"]
ENTRYPOINT ["./MusicAuth"]
