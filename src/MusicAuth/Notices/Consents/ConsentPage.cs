namespace MusicAuth.Notices.Consents;

/// <summary>Some of all consents, with the stages that they have passed.</summary>
/// <param name="Last">The last grant of the page; null after the last page.</param>
internal sealed record ConsentPage(
    IReadOnlyList<GrantConsent> Consents, ILookup<Guid, ConsentAnnouncement> Announced, Guid? Last);
