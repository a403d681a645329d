//! Writers: a simulated scene in the layouts of real data sets. One file for each layout. Nothing here uses `dataset`.
