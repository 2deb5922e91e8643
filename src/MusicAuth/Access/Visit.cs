using System.Net;

namespace MusicAuth.Access;

/// <summary>What is kept of the browser that signs in.</summary>
public sealed record Visit(string? Browser, string? Address)
{
    public static Visit Of(HttpContext context) => new(
        BrowserLabel.Of(context.Request.Headers.UserAgent), CoarseAddress.Of(context.Connection.RemoteIpAddress));
}

/// <summary>How an account came to our callback.</summary>
/// <param name="IsLoopback">From this machine, and not through a proxy.</param>
/// <param name="Claim">What the claim link carried.</param>
/// <param name="Visit">The browser.</param>
public sealed record Arrival(bool IsLoopback, Secret? Claim, Visit Visit)
{
    public static Arrival Of(HttpContext context, Secret? claim) =>
        new(IsFromThisMachine(context), claim, Visit.Of(context));

    private static bool IsFromThisMachine(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote) &&
        !context.Request.Headers.Keys.Any(name =>
            name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) ||
            name.StartsWith("X-Original-", StringComparison.OrdinalIgnoreCase) ||
            name.Equals("Forwarded", StringComparison.OrdinalIgnoreCase));
}
