namespace MusicAuth.SignIn;

/// <summary>Marks a callback that ended with an error on the page.</summary>
internal sealed class FailedSignIn
{
    public static readonly FailedSignIn Instance = new();

    private FailedSignIn()
    {
    }
}
