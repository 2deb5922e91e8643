using System.Net;
using System.Net.Sockets;

namespace MusicAuth.Notices.Channels.Network;

/// <summary>
/// The connections to the targets of users: no redirects, cookies, proxy or tracing headers, and no connection to an
/// address that the guard has not seen.
/// </summary>
internal static class NoticeHttpHandler
{
    /// <summary>Whether the target of a request can be in a private network.</summary>
    public static readonly HttpRequestOptionsKey<bool> AllowPrivate = new("musicauth.allow_private");

    private const int MaxHeaderKilobytes = 16;

    public static SocketsHttpHandler Create(IServiceProvider services)
    {
        var guard = services.GetRequiredService<TargetGuard>();
        return new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = MaxHeaderKilobytes,
            // The guard decides for each user, so a connection of one user must not serve another user.
            PooledConnectionLifetime = TimeSpan.Zero,
            // The metrics of HTTP clients name the host.
            MeterFactory = new UnexportedMeters(),
            ConnectCallback = (context, cancellationToken) => ConnectAsync(guard, context, cancellationToken),
        };
    }

    private static async ValueTask<Stream> ConnectAsync(
        TargetGuard guard, SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var allowPrivate = context.InitialRequestMessage.Options.TryGetValue(AllowPrivate, out var allowed) && allowed;
        var addresses = await guard.ResolveAsync(context.DnsEndPoint.Host, allowPrivate, cancellationToken);
#pragma warning disable CA2000 // The stream disposes the socket.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
#pragma warning restore CA2000
        try
        {
            socket.NoDelay = true;
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
