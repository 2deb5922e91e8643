namespace MusicAuth.Web;

/// <summary>How browsers reach the broker.</summary>
public sealed class PublicAddress
{
    public string LoginUrl(string provider) => throw new NotSupportedException();
}
