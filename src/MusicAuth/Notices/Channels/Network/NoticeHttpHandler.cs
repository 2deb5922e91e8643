using System.Net;
using System.Net.Sockets;

namespace MusicAuth.Notices.Channels.Network;

/// <summary>
/// The connections to the targets of users: no redirects, cookies, proxy or tracing headers, and no connection to an
/// address that the guard has not seen.
/// </summary>
/// <remarks>
/// A handler gives a connection that it has opened for a cancelled request to another waiting request. Therefore each
/// handler has one rule for private networks, and its requests never differ in this rule.
/// </remarks>
internal static class NoticeHttpHandler
{
    private const int MaxHeaderKilobytes = 16;

    public static SocketsHttpHandler Create(IServiceProvider services, bool allowPrivate)
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
            // The guard checks the address of each request, so no connection serves a second request.
            PooledConnectionLifetime = TimeSpan.Zero,
            // The metrics of HTTP clients name the host.
            MeterFactory = new UnexportedMeters(),
            ConnectCallback = (context, cancellationToken) =>
                ConnectAsync(guard, context.DnsEndPoint, allowPrivate, cancellationToken),
        };
    }

    private static async ValueTask<Stream> ConnectAsync(
        TargetGuard guard, DnsEndPoint target, bool allowPrivate, CancellationToken cancellationToken)
    {
        var addresses = await guard.ResolveAsync(target.Host, allowPrivate, cancellationToken);
#pragma warning disable CA2000 // The stream disposes the socket.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
#pragma warning restore CA2000
        try
        {
            socket.NoDelay = true;
            await socket.ConnectAsync(addresses, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
