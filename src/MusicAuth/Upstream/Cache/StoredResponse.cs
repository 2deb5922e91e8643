using System.Text.Json.Serialization;

namespace MusicAuth.Upstream.Cache;

/// <summary>A finished answer, ready to be sent. Nobody changes its bytes.</summary>
public sealed record StoredResponse
{
    public int Status { get; init; } = StatusCodes.Status200OK;

    public required byte[] Body { get; init; }

    public required string ContentType { get; init; }

    /// <summary>Quoted, strong or weak, ready to be sent; null where it has none.</summary>
    public string? ETag { get; init; }

    /// <summary>When the oldest part of it was got from its provider.</summary>
    public required DateTimeOffset FetchedAt { get; init; }

    /// <summary>The scope that a caller needs.</summary>
    public string Scope { get; init; } = "";

    /// <summary>The providers it was got from; by these it is dropped.</summary>
    public string[] Providers { get; init; } = [];

    /// <summary>The activity's word for it.</summary>
    public string Data { get; init; } = "";

    /// <summary>How each of <see cref="Providers"/> did, for the activity; null where all did well.</summary>
    public string[]? Outcomes { get; init; }

    /// <summary>Further headers that it was sent with.</summary>
    public Dictionary<string, string>? Headers { get; init; }

    /// <summary>False for what only those get who wait for it now.</summary>
    [JsonIgnore]
    public bool IsStorable { get; init; } = true;

    /// <summary>Tells the provider's own text that it was made of; null where nobody noted it.</summary>
    [JsonIgnore]
    public UInt128? SourceHash { get; init; }

    /// <summary>How many bytes of memory it takes, roughly.</summary>
    internal long Size => Body.Length + TextSize(ContentType) + TextSize(ETag)
        + (Headers?.Sum(header => TextSize(header.Key) + TextSize(header.Value)) ?? 0);

    /// <summary>How many bytes a text takes.</summary>
    internal static long TextSize(string? text) => text is null ? 0 : 24 + (text.Length * sizeof(char));

    internal bool IsFrom(string? provider) => provider is null || Array.IndexOf(Providers, provider) >= 0;

    public override string ToString() => $"{Status}, {Body.Length} bytes";
}
