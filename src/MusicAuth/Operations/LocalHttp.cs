namespace MusicAuth.Operations;

/// <summary>Requests to a server on this machine, to which HTTP_PROXY does not apply.</summary>
internal static class LocalHttp
{
    public static HttpClient NewClient(TimeSpan timeout)
    {
#pragma warning disable CA2000 // The client disposes the handler.
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false };
#pragma warning restore CA2000
        return new HttpClient(handler) { Timeout = timeout };
    }
}
