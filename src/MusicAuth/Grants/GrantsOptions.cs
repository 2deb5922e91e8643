using System.ComponentModel.DataAnnotations;

namespace MusicAuth.Grants;

/// <summary>Section <c>Grants</c>.</summary>
public sealed class GrantsOptions
{
    public const string Section = "Grants";

    /// <summary>
    /// How often in a minute the 401s of a provider's API may force a refresh of one connection; 0 turns this limit and
    /// the 15 s between two of them off.
    /// </summary>
    [Range(0, ForcedRefreshes.MostInWindow,
        ErrorMessage = "Grants:ForcedRefreshesPerMinute must be a number from 1 to {2}, or 0 for no limit.")]
    public int ForcedRefreshesPerMinute { get; set; } = ForcedRefreshes.MostInWindow;
}
