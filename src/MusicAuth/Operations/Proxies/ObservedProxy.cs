namespace MusicAuth.Operations.Proxies;

/// <summary>A sender of forwarded headers that <c>Web:TrustedProxies</c> does not list.</summary>
/// <param name="Address">Its address, on this machine or in a private network.</param>
/// <param name="Headers">The names of the headers, without their values.</param>
/// <param name="SeenAt">The time of a request.</param>
internal sealed record ObservedProxy(string Address, IReadOnlyList<string> Headers, DateTimeOffset SeenAt);
