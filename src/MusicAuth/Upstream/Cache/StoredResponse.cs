using System.Text.Json.Serialization;

namespace MusicAuth.Upstream.Cache;

/// <summary>A complete response, ready to be sent. Its body is never modified.</summary>
public sealed record StoredResponse
{
    public int Status { get; init; } = StatusCodes.Status200OK;
    public required byte[] Body { get; init; }
    public required string ContentType { get; init; }

    /// <summary>Quoted, strong or weak; null where the response has none.</summary>
    public string? ETag { get; init; }

    /// <summary>When the oldest part of the response was fetched from its provider.</summary>
    public required DateTimeOffset FetchedAt { get; init; }
    public string Scope { get; init; } = "";

    /// <summary>The providers whose data the response contains; invalidation selects by them.</summary>
    public string[] Providers { get; init; } = [];

    /// <summary>The kind of data, for the audit log.</summary>
    public string Data { get; init; } = "";

    /// <summary>The outcome of each of <see cref="Providers"/>, for the audit log; null where all succeeded.</summary>
    public string[]? Outcomes { get; init; }
    public Dictionary<string, string>? Headers { get; init; }

    /// <summary>False for a response that serves only the callers who wait for it now.</summary>
    [JsonIgnore]
    public bool IsStorable { get; init; } = true;

    /// <summary>The hash of the provider's own body; null where it was not computed.</summary>
    [JsonIgnore]
    public UInt128? SourceHash { get; init; }

    internal long Size => Body.Length + SizeOf(ContentType) + SizeOf(ETag)
        + (Headers?.Sum(header => SizeOf(header.Key) + SizeOf(header.Value)) ?? 0);

    internal static long SizeOf(string? text) => text is null ? 0 : 24 + (text.Length * sizeof(char));

    internal bool IsFrom(string? provider) => provider is null || Array.IndexOf(Providers, provider) >= 0;

    public override string ToString() => $"{Status}, {Body.Length} bytes";
}
