namespace MusicAuth.Grants;

/// <summary>Whether the database took what custody wrote to it last.</summary>
public sealed class StorageWatch
{
    private volatile bool _takesWrites = true;

    public bool TakesWrites => _takesWrites;

    public void Failed() => _takesWrites = false;

    public void Succeeded() => _takesWrites = true;
}
