using System.Data.Common;

namespace MusicAuth.Persistence.Sql;

/// <summary>Opens connections to the database, from the same pool as EF's.</summary>
internal interface IConnectionSource
{
    /// <summary>Opens a connection. Disposing it returns it to the pool.</summary>
    Task<DbConnection> OpenAsync(CancellationToken cancellationToken);

    /// <summary>For callers that the framework leaves no asynchronous way.</summary>
    DbConnection Open();
}
