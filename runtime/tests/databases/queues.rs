//! The queue and the locks in the tables of every database.
