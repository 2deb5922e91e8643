namespace MusicAuth.Notices;

/// <summary>Section <c>Notices</c>.</summary>
internal sealed class NoticesOptions
{
    public const string Section = "Notices";

    /// <summary>Whose channels can have targets in private networks.</summary>
    public PrivateTargets AllowPrivateTargets { get; set; } = PrivateTargets.Owner;
}
