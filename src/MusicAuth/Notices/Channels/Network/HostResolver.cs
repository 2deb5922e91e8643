using System.Net;

namespace MusicAuth.Notices.Channels.Network;

/// <summary>The resolver of the operating system.</summary>
internal sealed class HostResolver : IHostResolver
{
    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
        Dns.GetHostAddressesAsync(host, cancellationToken);
}
