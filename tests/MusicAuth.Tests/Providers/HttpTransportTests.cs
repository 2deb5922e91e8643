using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Providers;

/// <summary>Deezer's client over real sockets, with the broker's handlers.</summary>
public sealed class HttpTransportTests : IAsyncLifetime
{
    private readonly List<string> _requests = [];
    private RequestDelegate _answer = _ => Task.CompletedTask;
    private WebApplication? _provider;
    private IHost? _broker;

    private IMusicSource Deezer => _broker!.Services.GetServices<IMusicSource>().Single(s => s.Provider == "deezer");

    public async ValueTask InitializeAsync()
    {
        var provider = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        provider.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _provider = provider.Build();
        _provider.Run(context =>
        {
            lock (_requests)
                _requests.Add($"{context.Request.Path} {context.Request.Headers.Cookie}".TrimEnd());
            return _answer(context);
        });
        await _provider.StartAsync();

        var broker = Host.CreateEmptyApplicationBuilder(null);
        broker.Configuration["Deezer:ApiBaseUrl"] = $"{_provider.Urls.Single()}/deezer/";
        broker.Services.AddOptions<DeezerSettings>().BindConfiguration("Deezer");
        broker.Services.AddUpstreamCalls().AddSpotifyLibrary().AddDeezerLibrary();
        _broker = broker.Build();
    }

    public async ValueTask DisposeAsync()
    {
        _broker?.Dispose();
        if (_provider is not null)
            await _provider.DisposeAsync();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_never_followed(int status)
    {
        _answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/evil";
            return Task.CompletedTask;
        };

        (await Failure()).Fault.ShouldBe(UpstreamFault.InvalidAnswer);
        _requests.ShouldBe(["/deezer/user/me/tracks"]);
    }

    [Fact]
    public async Task A_cookie_of_one_user_is_not_sent_for_another()
    {
        _answer = context =>
        {
            context.Response.Cookies.Append("dzr_uniq_id", "alice");
            return context.Response.WriteAsync("""{"data":[],"total":0}""");
        };

        await Favorites();
        await Favorites();

        _requests.ShouldBe(["/deezer/user/me/tracks", "/deezer/user/me/tracks"]);
    }

    [Fact]
    public async Task A_body_cut_off_on_the_wire_is_invalid()
    {
        // Kestrel closes the connection if a response is shorter than its Content-Length.
        _answer = context =>
        {
            context.Response.ContentLength = 1_000;
            return context.Response.WriteAsync("""{"data":[""");
        };

        (await Failure()).Fault.ShouldBe(UpstreamFault.InvalidAnswer);
    }

    [Fact]
    public async Task A_connection_cut_before_the_response_is_retried_once()
    {
        _answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        (await Failure()).Fault.ShouldBe(UpstreamFault.Unavailable);
        _requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_body_longer_than_the_limit_is_not_read()
    {
        _answer = async context =>
        {
            context.Response.ContentLength = 300L * 1024 * 1024;
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };

        (await Failure()).Fault.ShouldBe(UpstreamFault.InvalidAnswer);
    }

    [Fact]
    public async Task A_provider_that_refuses_connections_is_unavailable()
    {
        await _provider!.StopAsync();

        var failure = await Failure();

        failure.Fault.ShouldBe(UpstreamFault.Unavailable);
        failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(5));
    }

    private Task<ProviderPage<Track>> Favorites() =>
        Deezer.GetFavoritesAsync(ProvidersUnderTest.Token, ProvidersUnderTest.First(100), default);

    private Task<UpstreamException> Failure() => Should.ThrowAsync<UpstreamException>(Favorites());
}
