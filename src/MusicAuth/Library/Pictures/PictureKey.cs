namespace MusicAuth.Library.Pictures;

/// <summary>The account of a connection: another account of the user is another key.</summary>
internal sealed record PictureKey(Guid UserId, string Provider, Guid GrantId, string AccountId);
