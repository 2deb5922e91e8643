namespace MusicAuth.Library.Pictures;

/// <summary>Reads profile pictures at one provider. Failures are <see cref="UpstreamException"/>.</summary>
public interface IAccountPictureSource
{
    /// <summary>The provider's name in the API: <c>spotify</c> or <c>deezer</c>.</summary>
    string Provider { get; }

    /// <returns>Null where the account has no picture, or none that can be used.</returns>
    Task<AccountPicture?> FindAsync(SourceAccess access);
}
