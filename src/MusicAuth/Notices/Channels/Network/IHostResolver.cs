using System.Net;

namespace MusicAuth.Notices.Channels.Network;

/// <summary>Resolves host names.</summary>
internal interface IHostResolver
{
    /// <exception cref="System.Net.Sockets.SocketException">The name was not found.</exception>
    Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken);
}
