using System.Text.Json;

namespace MusicAuth.Tests.Infrastructure;

/// <summary>The counts of the sandbox, which show what the broker has sent.</summary>
public sealed record SandboxStats(ProviderCounts Spotify, ProviderCounts Deezer)
{
    public static SandboxStats Read(JsonElement stats) =>
        new(ProviderCounts.Read(stats.GetProperty("spotify")), ProviderCounts.Read(stats.GetProperty("deezer")));
}
