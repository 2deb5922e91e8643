using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace MusicAuth.Notices.Channels.Network;

/// <summary>
/// Refuses targets in private networks, so that a user cannot reach other machines and services of the operator
/// through MusicAuth (SSRF).
/// </summary>
internal sealed class TargetGuard(IOptions<NoticesOptions> options, IHostResolver resolver)
{
    private const string Objection = "leads to a private network, which this server does not allow for your channels. "
        + "Its operator can change Notices:AllowPrivateTargets.";

    private const int MaxNameLength = 253;

    public bool AllowsPrivate(bool isOwner) => options.Value.AllowPrivateTargets switch
    {
        PrivateTargets.Everybody => true,
        PrivateTargets.Owner => isOwner,
        _ => false,
    };

    /// <summary>Why a user cannot have this target; null where it is allowed.</summary>
    /// <remarks>A name that does not exist yet is allowed, because each connection is checked again.</remarks>
    public async Task<string?> FindObjectionAsync(Uri target, bool isOwner, CancellationToken cancellationToken)
    {
        var allowsPrivate = AllowsPrivate(isOwner);
        // Some resolvers read digits such as ① as ASCII ones. No registered name contains them.
        if (!allowsPrivate && target.OriginalString.Any(c => !char.IsAscii(c) && char.IsNumber(c)))
            return Objection;
        if (FindHost(target) is not { } host)
            return "has a host name that cannot exist: it, or a part of it, is too long or not valid.";
        if (allowsPrivate)
            return null;
        try
        {
            await ResolveAsync(host, allowPrivate: false, cancellationToken);
            return null;
        }
        catch (PrivateTargetException)
        {
            return Objection;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>Resolves a host once. The caller connects to one of these addresses and to no other.</summary>
    /// <exception cref="PrivateTargetException">One of the addresses is private.</exception>
    /// <exception cref="SocketException">The name was not found.</exception>
    public async Task<IPAddress[]> ResolveAsync(string host, bool allowPrivate, CancellationToken cancellationToken)
    {
        // The dot of a fully qualified name would hide an address or a local name.
        var name = host.Trim('[', ']').TrimEnd('.');
        if (IPAddress.TryParse(name, out var literal))
            return Require([literal], allowPrivate);
        if (!allowPrivate && PrivateNetwork.ContainsName(name))
            throw Refusal();
        var addresses = await resolver.ResolveAsync(name, cancellationToken);
        return addresses.Length == 0
            ? throw new SocketException((int)SocketError.HostNotFound)
            : Require(addresses, allowPrivate);
    }

    // Null for a name that cannot exist. The conversion of a name to ASCII can fail, or make the name longer.
    private static string? FindHost(Uri target)
    {
        try
        {
            return target.IdnHost is { Length: <= MaxNameLength } host ? host : null;
        }
        catch (UriFormatException)
        {
            return null;
        }
    }

    private static IPAddress[] Require(IPAddress[] addresses, bool allowPrivate) =>
        allowPrivate || !Array.Exists(addresses, PrivateNetwork.Contains) ? addresses : throw Refusal();

    private static PrivateTargetException Refusal() => new($"The target {Objection}");
}
