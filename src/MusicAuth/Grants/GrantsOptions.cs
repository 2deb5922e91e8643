using System.ComponentModel.DataAnnotations;

namespace MusicAuth.Grants;

/// <summary>Section <c>Grants</c>.</summary>
internal sealed class GrantsOptions
{
    public const string Section = "Grants";

    /// <summary>
    /// How many refreshes of one connection the 401s of the provider's API can force in a minute. 0 turns off this
    /// limit and the 15 s between two forced refreshes.
    /// </summary>
    [Range(0, ForcedRefreshes.MaxInWindow,
        ErrorMessage = "Grants:ForcedRefreshesPerMinute must be a number from 1 to {2}, or 0 for no limit.")]
    public int ForcedRefreshesPerMinute { get; set; } = ForcedRefreshes.MaxInWindow;
}
