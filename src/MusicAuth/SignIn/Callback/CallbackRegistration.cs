namespace MusicAuth.SignIn.Callback;

internal sealed class CallbackRegistration(InFlightCallbacks callbacks, long order) : IDisposable
{
    public long Order => order;

    public void Dispose() => callbacks.Unregister(this);
}
