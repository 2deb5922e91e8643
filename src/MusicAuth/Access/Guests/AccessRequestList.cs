namespace MusicAuth.Access.Guests;

/// <summary>The accounts that ask the owner to come in, the oldest request first.</summary>
internal sealed record AccessRequestList(IReadOnlyList<AccessRequest> Items);
