using MusicAuth.Sandbox;

namespace MusicAuth.EndToEnd.Infrastructure;

/// <summary>What is not as usual.</summary>
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

    /// <summary>A world shared with others, who end it.</summary>
    public SandboxServer? Sandbox { get; init; }

    /// <summary>Where its data lie, if not in a folder of its own.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>What a shell does before it becomes the broker.</summary>
    public string? Shell { get; init; }

    /// <summary>The program to start; the built broker by default.</summary>
    public string? Assembly { get; init; }

    /// <summary>The address it listens at.</summary>
    public string Listens { get; init; } = "127.0.0.1";

    /// <summary>The host name that browsers use, over plain http.</summary>
    public string? PublicName { get; init; }

    /// <summary>Added to its settings, or in their place.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);
}
