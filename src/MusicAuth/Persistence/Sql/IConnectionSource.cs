using System.Data.Common;

namespace MusicAuth.Persistence.Sql;

/// <summary>Creates connections to the database, from the same pool as EF's.</summary>
internal interface IConnectionSource
{
    /// <summary>Creates a closed connection. Disposing it returns it to the pool.</summary>
    DbConnection Create();

    /// <summary>Prepares a connection right after it was opened.</summary>
    void Prepare(DbConnection connection);
}
