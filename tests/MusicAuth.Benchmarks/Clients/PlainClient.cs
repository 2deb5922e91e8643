using System.Net;

namespace MusicAuth.Benchmarks.Clients;

/// <summary>An ordinary client with persistent connections that does not follow redirects.</summary>
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

    /// <summary>Returns the target of the redirect.</summary>
    public async Task<Uri> RedirectAsync(Uri address)
    {
        using var response = await GetAsync(address);
        return response is { StatusCode: HttpStatusCode.Redirect, Headers.Location: { } location }
            ? location
            : throw new InvalidOperationException($"{address.AbsolutePath} answered {(int)response.StatusCode}.");
    }
}
