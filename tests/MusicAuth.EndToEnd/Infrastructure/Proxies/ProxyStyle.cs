namespace MusicAuth.EndToEnd.Infrastructure.Proxies;

/// <param name="Host">What the proxy sends as Host; without one, the broker's own address.</param>
/// <param name="Header">A header that the proxy adds.</param>
/// <param name="MinorVersion">Of HTTP/1, towards the broker.</param>
public sealed record ProxyStyle(string? Host, string? Header, int MinorVersion = 1);
