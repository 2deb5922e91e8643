using System.ComponentModel.DataAnnotations;

namespace MusicAuth.Library;

/// <summary>Section <c>Library</c>.</summary>
internal sealed class LibraryOptions
{
    public const string Section = "Library";

    /// <summary>The age in seconds up to which a cached response is fresh; 0 turns the cache off.</summary>
    [Range(0, 3600, ErrorMessage = "Library:CacheSeconds must be a number of seconds up to 3600, or 0 for no cache.")]
    public int CacheSeconds { get; set; } = 60;
}
