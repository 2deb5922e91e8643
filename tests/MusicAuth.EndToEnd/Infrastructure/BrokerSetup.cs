using MusicAuth.Sandbox;

namespace MusicAuth.EndToEnd.Infrastructure;

/// <summary>The differences of a broker from the defaults of the tests.</summary>
public sealed record BrokerSetup
{
    /// <summary>For one owner, who sets the services up on the page.</summary>
    public static BrokerSetup WithoutProviders => new()
    {
        Settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Access:Registration"] = "Owner",
            ["Spotify:ClientId"] = "",
            ["Spotify:ClientSecret"] = "",
            ["Deezer:ClientId"] = "",
            ["Deezer:ClientSecret"] = "",
        },
    };

    /// <summary>A shared sandbox, which the broker does not dispose.</summary>
    public SandboxServer? Sandbox { get; init; }

    /// <summary>The data directory; by default a new folder.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Commands that a shell runs before it executes the broker.</summary>
    public string? Shell { get; init; }

    /// <summary>The program to start; the built broker by default.</summary>
    public string? Assembly { get; init; }

    /// <summary>The address at which the broker listens.</summary>
    public string ListenAddress { get; init; } = "127.0.0.1";

    /// <summary>The host name that browsers use, over plain http.</summary>
    public string? PublicName { get; init; }

    /// <summary>Settings in addition to the defaults, or in their place.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);
}
