namespace MusicAuth.Grants.Limits;

/// <summary>Whether the database took what custody wrote to it last.</summary>
public sealed class StorageStatus
{
    private volatile bool _isWritable = true;

    public bool IsWritable => _isWritable;

    public void RecordFailure() => _isWritable = false;

    public void RecordSuccess() => _isWritable = true;
}
