namespace MusicAuth.EndToEnd.Infrastructure.Proxies;

/// <param name="Host">The Host that the proxy sends; null for the broker's own address.</param>
/// <param name="Header">A header that the proxy adds.</param>
/// <param name="MinorVersion">The minor version of HTTP/1 to the broker.</param>
public sealed record ProxyStyle(string? Host, string? Header, int MinorVersion = 1);
