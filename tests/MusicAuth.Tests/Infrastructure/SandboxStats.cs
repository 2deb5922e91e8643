using System.Text.Json;

namespace MusicAuth.Tests.Infrastructure;

/// <summary>What the sandbox counted: the oracle of the tests.</summary>
public sealed record SandboxStats(ProviderCounts Spotify, ProviderCounts Deezer)
{
    public static SandboxStats Read(JsonElement stats) =>
        new(ProviderCounts.Read(stats.GetProperty("spotify")), ProviderCounts.Read(stats.GetProperty("deezer")));
}
