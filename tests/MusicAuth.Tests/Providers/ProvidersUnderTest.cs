using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace MusicAuth.Tests.Providers;

/// <summary>Both providers as the broker wires them; a stub answers in place of the network.</summary>
public sealed class ProvidersUnderTest : IDisposable
{
    public static readonly SourceAccess Token = new(new AccessToken("to+ken/="), Guid.NewGuid());

    private readonly IHost _host;

    public ProvidersUnderTest(Func<HttpRequestMessage, HttpResponseMessage> answer)
    {
        Wire = new StubHandler(answer);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddFakeLogging();
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddUpstreamCalls().AddSpotifyLibrary().AddDeezerLibrary();
        foreach (var name in (string[])["spotify-api", "deezer-api"])
            builder.Services.AddHttpClient(name).ConfigurePrimaryHttpMessageHandler(() => Wire);
        _host = builder.Build();
    }

    public ProvidersUnderTest(string body)
        : this(_ => StubHandler.Json(body))
    {
    }

    public StubHandler Wire { get; }

    public FakeTimeProvider Clock { get; } = new();

    public FakeLogCollector Logs => _host.Services.GetFakeLogCollector();

    public IMusicSource Spotify => Source("spotify");

    public IMusicSource Deezer => Source("deezer");

    public static PageRange First(int size) => new(0, size);

    public IMusicSource Source(string provider) =>
        _host.Services.GetServices<IMusicSource>().Single(source => source.Provider == provider);

    public void Dispose() => _host.Dispose();
}
