namespace MusicAuth.SignIn.Callback;

/// <summary>A callback's place among the others, in order of arrival.</summary>
public sealed class CallbackRegistration(InFlightCallbacks flights, long order) : IDisposable
{
    internal long Order => order;

    public void Dispose() => flights.Unregister(this);
}
