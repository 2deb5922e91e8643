using System.Net;

namespace MusicAuth.Benchmarks.Clients;

/// <summary>A client as anybody would make it: connections are kept, redirects are looked at by hand.</summary>
internal sealed class PlainClient : HttpClient
{
    public PlainClient(Uri address, CookieContainer? cookies = null)
        : base(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10),
            UseCookies = cookies is not null,
            CookieContainer = cookies ?? new CookieContainer(),
        }) => BaseAddress = address;

    /// <summary>Where the answer sends the browser.</summary>
    public async Task<Uri> RedirectAsync(Uri address)
    {
        using var answer = await GetAsync(address);
        return answer is { StatusCode: HttpStatusCode.Redirect, Headers.Location: { } location }
            ? location
            : throw new InvalidOperationException($"{address.AbsolutePath} answered {(int)answer.StatusCode}.");
    }
}
