namespace MusicAuth.SignIn.OAuth;

/// <summary>Marks a callback that redirects to an error on the page.</summary>
internal sealed class SignInFailedFeature
{
    public static readonly SignInFailedFeature Instance = new();

    private SignInFailedFeature()
    {
    }
}
